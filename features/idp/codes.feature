@needs-openid-provider
Feature: A code is worth tokens, once and for one application

  Background:
    Given an application
    And somebody who can sign in at the provider

  @IDP-04
  Rule: A code is worth an access token, and an ID token if that was asked for

    Scenario: With openid
      Given they have signed in at the application
      When the application exchanges the code
      Then the application gets tokens
      And the application gets the "id_token"

    Scenario: Without openid
      Given they have signed in at the application with:
        | scope | profile email |
        | nonce | absent        |
      When the application exchanges the code
      Then the application gets tokens
      And the application gets no "id_token"

  @IDP-04
  Rule: When there is a refresh token is for the deployment to choose

    @idp.refresh_token=always
    Scenario: With every access token
      Given they have signed in at the application
      When the application exchanges the code
      Then the application gets the "refresh_token"

    @idp.refresh_token=offline_access
    Scenario: For those who ask for offline access
      Given they have signed in at the application with:
        | scope  | openid offline_access |
        | prompt | consent               |
      When the application exchanges the code
      Then the application gets the "refresh_token"

    @idp.refresh_token=offline_access
    Scenario: For nobody else
      Given they have signed in at the application
      When the application exchanges the code
      Then the application gets tokens
      And the application gets no "refresh_token"

  @IDP-05 @IDP-14
  Rule: A code is good for what it was given for, and for nothing else

    # oidcc-codereuse
    Scenario: It is used twice
      Given they have signed in at the application
      And the application has exchanged the code
      When the application exchanges the code again
      Then the application is refused with "invalid_grant"

    # oidcc-codereuse-30seconds
    Scenario: A second use takes away what the first gave
      Given they have signed in at the application
      And the application has exchanged the code
      When the application exchanges the code again
      And the application reads the user info
      Then the application is asked for a good token

    Scenario: Another application has it
      Given they have signed in at the application
      And another application
      When the other application goes on
      And the application exchanges the code
      Then the application is refused with "invalid_grant"

    Scenario Outline: It is exchanged with <what>
      Given they have signed in at the application
      When the application exchanges the code with:
        | <parameter> | <value> |
      Then the application is refused with "<error>"

      Examples:
        | what                     | parameter     | value                                       | error                            |
        | another redirect URI     | redirect_uri  | http://127.0.0.1:9/cb                       | invalid_grant                    |
        | no redirect URI          | redirect_uri  | absent                                      | invalid_grant or invalid_request |
        | a wrong verifier         | code_verifier | dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk | invalid_grant                    |
        | no verifier              | code_verifier | absent                                      | invalid_grant or invalid_request |
        | a code of nobody         | code          | code_of_nobody                              | invalid_grant                    |

    @needs-instance-settings @needs-clock
    Scenario: It has grown old
      Given they have signed in at the application
      When 11 minutes pass at the provider
      And the application exchanges the code
      Then the application is refused with "invalid_grant"

  @IDP-16
  Rule: A verifier needs a challenge

    Scenario: There was none
      Given they have signed in at the application with:
        | code_challenge        | absent |
        | code_challenge_method | absent |
      When the application exchanges the code with:
        | code_verifier | dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk |
      Then the application is refused with "invalid_grant or invalid_request"

  @IDP-11
  Rule: Only the application itself can use its code

    Scenario: It shows a wrong secret
      Given they have signed in at the application
      When the application exchanges the code with a wrong secret
      Then the application is refused with "invalid_client"

    Scenario: It shows no secret
      Given they have signed in at the application
      When the application exchanges the code without its secret
      Then the application is refused with "invalid_client"

    Scenario: Nobody knows it
      Given they have signed in at the application
      When somebody unknown exchanges the code
      Then the application is refused with "invalid_client"

    # oidcc-server-client-secret-post
    @IDP-04
    Scenario: It shows its secret in the form
      Given they have signed in at the application
      When the application exchanges the code with its secret in the form
      Then the application gets tokens

    @IDP-04
    Scenario: It keeps no secret, and proves by PKCE that it is the same
      Given an application that keeps no secret
      And they have signed in at the application
      When the application exchanges the code
      Then the application gets tokens

    @IDP-05
    Scenario: It keeps no secret, and somebody else has caught its code
      Given an application that keeps no secret
      And they have signed in at the application
      When the application exchanges the code with:
        | code_verifier | dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk |
      Then the application is refused with "invalid_grant"
