@CB-20 @needs-clerk-faults
Feature: A transfer breaks off

  Rule: Nothing is left half made

    Scenario Outline: A newcomer signs in, and Clerk answers <status>
      Given a newcomer at the identity provider
      And Clerk will answer "a transfer to sign-up" with status <status>
      When they sign in with the provider
      Then the page tells them what happened
      And the page offers a way on
      And they have no session
      And they have no account

      Examples:
        | status |
        | 500    |
        | 429    |

    Scenario: Somebody known signs up, and Clerk answers 500
      Given somebody with an account
      And Clerk will answer "a transfer to sign-in" with status 500
      When they sign up with the provider
      Then the page tells them what happened
      And the page offers a way on
      And they have no session

    Scenario: A newcomer signs in, and the connection breaks
      Given a newcomer at the identity provider
      And "a transfer to sign-up" will not reach Clerk
      When they sign in with the provider
      Then the page tells them what happened
      And they have no session
      And they have no account

  Rule: They can try again

    Scenario Outline: After <what>
      Given a newcomer at the identity provider
      And <what>
      When they sign in with the provider
      Then the page tells them what happened
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account

      Examples:
        | what                                                      |
        | Clerk will answer "a transfer to sign-up" with status 500 |
        | "a transfer to sign-up" will not reach Clerk              |

    Scenario: After a session that was made could not be activated
      Given a newcomer at the identity provider
      And Clerk will answer "the activation of a session" with status 500
      When they sign in with the provider
      Then the page tells them what happened
      When they open the sign-in page
      Then they are on the protected page
      And they have a session
      And they have exactly one account

    Scenario: After an answer that was lost on its way
      Given a newcomer at the identity provider
      And the answer to "a transfer to sign-up" will be lost
      When they sign in with the provider
      Then the page tells them what happened
      When they open the sign-in page
      Then they are on the protected page
      And they have a session
      And they have exactly one account
      And nobody else has got an account by it
