@needs-openid-provider
Feature: People sign in at other applications

  Background:
    Given an application
    And somebody who can sign in at the provider

  # oidcc-server
  @IDP-02
  Rule: Whoever signs in and agrees comes back with a code

    Scenario: Somebody who is not signed in
      When they sign in at the application
      Then they were asked to sign in
      And they were asked for consent
      And the application gets a code

    Scenario: Somebody who is signed in already
      Given they have signed in at the application
      When they sign in at the application
      Then they were not asked to sign in
      And the application gets a code

    Scenario: An application that sends no state gets none back
      When they sign in at the application with:
        | state | absent |
      Then the application gets a code

    Scenario: The state comes back as it was, whatever it has in it
      When they sign in at the application with:
        | state | a b&c=d/é%20+"<> |
      Then the application gets a code

    # oidcc-ensure-post-request-succeeds
    @IDP-18
    Scenario: An application that asks by POST
      When they sign in at the application, which asks by POST
      Then the application gets a code

    @needs-oauth-applications
    Scenario: An application that its owner trusts
      Given an application that needs no consent
      When they sign in at the application
      Then they were not asked for consent
      And the application gets a code

    # oidcc-formpost-basic-certification-test-plan
    @IDP-18 @needs-form-post
    Scenario: An application that wants the code as a form
      When they sign in at the application with:
        | response_mode | form_post |
      Then the application gets a code

  @IDP-12
  Rule: Whoever refuses is sent back with access_denied

    Scenario: In the query
      When they refuse to let the application know who they are
      Then the application gets the error "access_denied"

    @needs-form-post
    Scenario: As a form
      When they refuse to let the application know who they are with:
        | response_mode | form_post |
      Then the application gets the error "access_denied"

  # oidcc-ensure-registered-redirect-uri
  @IDP-03
  Rule: Nobody is sent to where the application is not at home

    Scenario Outline: A redirect URI that is not registered: <redirect URI>
      When the application sends them to the provider, and wants them back at "<redirect URI>"
      Then nothing reaches the application, and a page tells what is wrong

      Examples:
        | redirect URI              |
        | {redirect_uri}/           |
        | {redirect_uri}/../other   |
        | {redirect_uri}?more=1     |
        | {redirect_uri}#fragment   |
        | {redirect_uri}%2e         |
        | {redirect_uri}-other      |

    Scenario: A wrong redirect URI is told to the person also where something else is wrong
      When the application sends them to the provider with:
        | redirect_uri  | {redirect_uri}-other |
        | response_type | nonsense             |
      Then nothing reaches the application, and a page tells what is wrong

  @IDP-03
  Rule: Every other error is told to the application

    # oidcc-response-type-missing
    Scenario Outline: A request with <parameter> <value>
      When the application sends them to the provider with:
        | <parameter> | <value> |
      Then the application gets the error "<error>"

      Examples:
        | parameter     | value                    | error                                        |
        | response_type | absent                   | invalid_request or unsupported_response_type |
        | response_type | token                    | unsupported_response_type or unauthorized_client |
        | response_type | nonsense                 | unsupported_response_type                    |
        | prompt        | none login               | invalid_request                              |

    Scenario: A scope that nobody knows
      When the application sends them to the provider with:
        | scope | openid no-such-scope |
      Then the application gets the error "invalid_scope"

    # oidcc-prompt-none-not-logged-in
    @IDP-18
    Scenario: A silent request about somebody who is not signed in
      When the application sends them to the provider with:
        | prompt | none |
      Then the application gets the error "login_required or interaction_required"

    # oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported
    Scenario: A request object
      When the application sends them to the provider with:
        | request | eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6Im90aGVyIn0. |
      Then the application gets the error "request_not_supported or invalid_request_object or invalid_request"

    # oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
    Scenario: A request object by reference
      When the application sends them to the provider with:
        | request_uri | http://127.0.0.1:9/request |
      Then the application gets the error "request_uri_not_supported or invalid_request_uri or invalid_request"

  @IDP-16
  Rule: A proof of possession that proves nothing is refused

    Scenario Outline: A challenge with <what>
      When the application sends them to the provider with:
        | <parameter> | <value> |
      Then the application gets the error "invalid_request"

      Examples:
        | what             | parameter             | value  |
        | no method        | code_challenge_method | absent |
        | the method plain | code_challenge_method | plain  |

    Scenario: An application that keeps no secret, and has no challenge
      Given an application that keeps no secret
      When the application sends them to the provider with:
        | code_challenge        | absent |
        | code_challenge_method | absent |
      Then the application gets the error "invalid_request"
