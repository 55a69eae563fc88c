@needs-openid-provider
Feature: What applications may ask for on the way

  Background:
    Given an application
    And somebody who can sign in at the provider

  # Of the modules of OP Basic and OP Config, those that no other requirement asks for; the others are named where they are.
  @IDP-02 @IDP-18
  Rule: What a provider does not know must not break a login

    # oidcc-display-page, -display-popup, -login-hint, -ui-locales, -claims-locales, -ensure-request-with-acr-values,
    # -ensure-request-with-unknown-parameter, -claims-essential
    Scenario Outline: A request with <parameter>
      When they sign in at the application with:
        | <parameter> | <value> |
      Then the application gets a code
      When the application exchanges the code
      Then the application gets tokens
      And the ID token keeps to its specification

      Examples:
        | parameter     | value                                       |
        | display       | page                                        |
        | display       | popup                                       |
        | login_hint    | somebody@example.com                        |
        | ui_locales    | se                                          |
        | claims_locales| se                                          |
        | acr_values    | 1 2                                         |
        | extra         | foobar                                      |
        | claims        | {"userinfo": {"name": {"essential": true}}} |

    # oidcc-alternate-happy-flow
    Scenario: Scopes in another order
      When they sign in at the application with:
        | scope | email openid profile |
      Then the application gets a code

    # oidcc-ensure-request-without-nonce-succeeds-for-code-flow
    @IDP-09
    Scenario: No nonce is sent, and none is invented
      When they sign in at the application with:
        | nonce | absent |
      Then the application gets a code
      When the application exchanges the code
      Then the ID token keeps to its specification

    # oidcc-ensure-request-with-valid-pkce-succeeds is every other scenario
    Scenario: An application that uses no PKCE
      When they sign in at the application with:
        | code_challenge        | absent |
        | code_challenge_method | absent |
      Then the application gets a code
      When the application exchanges the code
      Then the application gets tokens

  @IDP-02 @IDP-18
  Rule: Applications decide whether people are asked again

    # oidcc-prompt-login
    Scenario: They have to sign in again
      Given they have signed in at the application with:
        | max_age | 10000 |
      And the application has exchanged the code
      When 1 seconds pass at the provider
      And they sign in at the application with:
        | prompt  | login |
        | max_age | 10000 |
      Then they were asked to sign in
      When the application exchanges the code
      Then the new ID token says that they signed in anew
      And the new ID token is about the same person

    # oidcc-max-age-1
    Scenario: Their session is older than the application likes
      Given they have signed in at the application with:
        | max_age | 10000 |
      And the application has exchanged the code
      When 2 seconds pass at the provider
      And they sign in at the application with:
        | max_age | 1 |
      Then they were asked to sign in
      When the application exchanges the code
      Then the ID token keeps to its specification
      And the new ID token says that they signed in anew

    # oidcc-max-age-10000
    Scenario: Their session is younger than that
      Given they have signed in at the application with:
        | max_age | 10000 |
      And the application has exchanged the code
      When they sign in at the application with:
        | max_age | 10000 |
      Then they were not asked to sign in
      When the application exchanges the code
      Then the ID token keeps to its specification
      And the new ID token says that they signed in when they did

    # oidcc-prompt-none-logged-in
    Scenario: They are not to be bothered
      Given they have signed in at the application
      And the application has exchanged the code
      When the application sends them to the provider with:
        | prompt | none |
      Then the application gets a code
      When the application exchanges the code
      Then the new ID token says that they signed in when they did

    # oidcc-id-token-hint
    Scenario: The application knows them already
      Given they have signed in at the application
      And the application has exchanged the code
      When the application sends them to the provider with:
        | prompt        | none       |
        | id_token_hint | {id_token} |
      Then the application gets a code
      When the application exchanges the code
      Then the new ID token is about the same person

    Scenario: The application knows somebody else
      Given they have signed in at the application
      And the application has exchanged the code
      When somebody else signs in at the application in another browser
      And the application sends them to the provider with:
        | prompt        | none       |
        | id_token_hint | {id_token} |
      Then the application gets the error "login_required or interaction_required"

    Scenario: The application wants to be sure that they agree
      Given they have signed in at the application
      When they sign in at the application with:
        | prompt | consent |
      Then they were asked for consent
      And the application gets a code
