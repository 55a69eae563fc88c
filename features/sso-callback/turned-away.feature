@CB-19
Feature: The identity provider turns the person away

  Rule: Neither a session nor an account comes of it

    Scenario: They refuse
      Given a newcomer at the identity provider
      When they sign in with the provider but refuse there
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

    @needs-instance-settings
    Scenario: Nobody else gets an account either
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider but refuse there
      Then they are on the page for when nothing applies
      And nobody has got an account by it

    @needs-provider-faults
    Scenario Outline: The provider answers <error>
      Given a newcomer for whom the identity provider answers "<error>"
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

      Examples:
        | error                   |
        | server_error            |
        | temporarily_unavailable |
        | invalid_scope           |

  Rule: They can try again

    Scenario: They refuse, and then think better of it
      Given a newcomer at the identity provider
      And they have refused at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
