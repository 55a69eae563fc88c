@needs-openid-provider
Feature: How the provider says no

  Background:
    Given an application

  @IDP-14
  Rule: Nonsense at the token endpoint is answered with JSON, the right status, and nothing of the inside

    Scenario Outline: <what>
      When the application sends "<body>" as "<media type>" to the token endpoint
      Then the application is refused with "<error>"

      Examples:
        | what                     | body                                          | media type                        | error                  |
        | no grant type            | code=x                                        | application/x-www-form-urlencoded | invalid_request        |
        | an unknown grant type    | grant_type=nonsense                           | application/x-www-form-urlencoded | unsupported_grant_type |
        | a password               | grant_type=password&username=a&password=b     | application/x-www-form-urlencoded | unsupported_grant_type or unauthorized_client |
        | no code                  | grant_type=authorization_code                 | application/x-www-form-urlencoded | invalid_request        |
        | a parameter twice        | grant_type=authorization_code&code=a&code=b   | application/x-www-form-urlencoded | invalid_request        |
        | no refresh token         | grant_type=refresh_token                      | application/x-www-form-urlencoded | invalid_request        |
        | a body that is no form   | {}                                            | application/json                  | invalid_request        |
        | bytes that are no text   | grant_type=%ff%fe&code=%00                    | application/x-www-form-urlencoded | unsupported_grant_type or invalid_request |

  @IDP-13 @needs-instance-settings
  Rule: Applications register themselves where that is allowed, and only there

    @IDP-02
    Scenario: It is allowed
      Given the provider lets applications register themselves
      And somebody who can sign in at the provider
      When an application registers itself
      Then the answer is 201
      And the answer says:
        | client_id     | present |
        | redirect_uris | present |
      When they sign in at the application
      Then the application gets a code
      When the application exchanges the code
      Then the application gets tokens

    Scenario: It is allowed, but not for every address
      Given the provider lets applications register themselves
      When an application registers itself to be sent people back at "javascript:alert(1)"
      Then the answer is no success, and names no client

    Scenario: It is not allowed
      When an application tries to register itself
      Then the answer is no success, and names no client
