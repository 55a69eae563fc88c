@needs-openid-provider
Feature: What the ID token says

  Background:
    Given an application
    And somebody who can sign in at the provider

  # oidcc-server, oidcc-idtoken-signature
  @IDP-09
  Rule: It can be verified with what is published, and says who signed in where

    Scenario: All of its claims
      Given they have signed in at the application
      When the application exchanges the code
      Then the ID token keeps to its specification

    Scenario: Two logins have two tokens
      Given they have signed in at the application
      And the application has exchanged the code
      When they sign in at the application
      And the application exchanges the code
      Then the ID token keeps to its specification
      And the new "id_token" is another one
      And the new ID token is about the same person

  @IDP-09
  Rule: What it says of somebody depends on what was asked for

    Scenario: Nothing but who they are
      Given they have signed in at the application with:
        | scope | openid |
      When the application exchanges the code
      Then the ID token keeps to its specification
      And the ID token says:
        | sub         | present |
        | email       | absent  |
        | name        | absent  |
        | given_name  | absent  |
        | family_name | absent  |
        | picture     | absent  |

    @needs-oauth-applications
    Scenario: Name and email address
      Given they have signed in at the application with:
        | scope | openid profile email |
      When the application exchanges the code
      Then the ID token keeps to its specification
      And the ID token says:
        | sub            | their user ID |
        | email          | their email   |
        | email_verified | true          |
        | given_name     | Robin         |
        | family_name    | Doe           |
        | name           | Robin Doe     |
