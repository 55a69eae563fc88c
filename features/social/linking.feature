Feature: Several providers, one person

  @SOC-1 @needs-instance-settings
  Rule: Providers that vouch for the same verified email address belong to one user

    Scenario: They sign in with one, and later with the other
      Given the instance has these providers:
        | name   | enabled |
        | Acme   | yes     |
        | Globex | yes     |
      And a newcomer at the identity provider
      And they have signed in with "Acme"
      When they sign out
      And they sign in with "Globex"
      Then they have a session
      And they have exactly one account
      And the account is connected with "Acme, Globex"

    Scenario: The account was there before
      Given the instance has these providers:
        | name   | enabled |
        | Acme   | yes     |
        | Globex | yes     |
      And somebody with an account
      When they sign in with "Globex"
      Then they have a session
      And they have exactly one account
      And the account is connected with "Globex"

  @SOC-1 @SOC-8
  Rule: An email address that is not verified joins nothing

    Scenario Outline: The provider says that the email address is verified: <claim>
      Given somebody with an account for whom the identity provider says "email_verified" is <claim>
      When they sign in with the provider
      Then they are on the sign-in page
      And they are asked for a code
      And they have no session
      And their account is connected with nothing

      Examples:
        | claim               |
        | false               |
        | absent              |
        | the string "true"   |
        | true, in user info only |

  @SOC-8
  Rule: A newcomer's email address that is not verified is not taken for verified

    Scenario Outline: The provider says that the newcomer's email address is verified: <claim>
      Given a newcomer for whom the identity provider says "email_verified" is <claim>
      When they sign in with the provider
      Then they are on the sign-up page
      And they are asked for a code
      And they have no session
      And they have no account with a verified email address

      Examples:
        | claim               |
        | false               |
        | absent              |
        | the string "true"   |
        | true, in user info only |
