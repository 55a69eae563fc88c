@needs-openid-provider
Feature: Staying signed in with refresh tokens

  Background:
    Given an application
    And somebody who can sign in at the provider
    And they have signed in at the application with:
      | scope  | openid profile email offline_access |
      | prompt | consent                             |
    And the application has exchanged the code

  # oidcc-refresh-token
  @IDP-04 @IDP-09 @IDP-10
  Rule: A refresh token is worth new tokens of the same login

    Scenario: New tokens
      When the application uses its refresh token
      Then the application gets tokens
      And the new "access_token" is another one

    Scenario: An ID token of the same login
      When the application uses its refresh token
      Then the ID token keeps to its specification
      And the new ID token is about the same login

  @IDP-10
  Rule: It is good for one use, in the hands of the application

    Scenario: Each use gives another one
      When the application uses its refresh token
      Then the new "refresh_token" is another one

    Scenario: The one before is good for nothing
      Given the application has used its refresh token
      When the application uses the refresh token that it had before
      Then the application is refused with "invalid_grant"

    Scenario: Another application has it
      Given another application
      When the other application goes on
      And the application uses its refresh token
      Then the application is refused with "invalid_grant"

    @IDP-14
    Scenario: One that nobody has given
      When the application uses its refresh token with:
        | refresh_token | token_of_nobody |
      Then the application is refused with "invalid_grant"

  @IDP-10
  Rule: It never gives more than was allowed

    @IDP-04
    Scenario: Fewer scopes may be asked for
      When the application uses its refresh token with:
        | scope | openid |
      Then the application gets tokens

    Scenario: More may not
      When the application uses its refresh token with:
        | scope | openid profile email private_metadata |
      Then the application is refused with "invalid_scope"

  @IDP-10 @needs-revocation
  Rule: It ends when it is revoked

    Scenario: The application revokes it
      When the application revokes its refresh token
      Then the answer is 200
      When the application uses its refresh token
      Then the application is refused with "invalid_grant"

    @IDP-04
    Scenario: Another application cannot revoke it
      Given another application
      When the other application goes on
      And the application revokes its refresh token
      And the first application goes on
      And the application uses its refresh token
      Then the application gets tokens
