Feature: Session tokens and cookies

  @RT-3
  Rule: The session token is short-lived, and no script can read the client cookie

    Scenario: The session token
      Given somebody with an account
      When they sign in with the provider
      Then they have a session
      And the session token lives for at most 60 seconds

    Scenario: The client cookie
      Given somebody with an account
      When they sign in with the provider
      Then they have a session
      And the client cookie is HttpOnly, and Secure wherever Clerk is reached by HTTPS

  @RT-4 @needs-clock
  Rule: A session token that has expired is renewed while the client lives

    Scenario Outline: They open the <page> again later
      Given somebody with an account
      And they have signed in with the provider
      And they are on the protected page
      When their session token expires
      And they open the <page>
      Then they are on the <page>
      And they were never sent to the sign-in page
      And they have a session

      Examples:
        | page           |
        | dashboard      |
        | protected page |

    Scenario: The session has ended meanwhile
      Given somebody with an account
      And they have signed in with the provider
      And they are on the protected page
      When their session token expires
      And their session is revoked
      And they open the dashboard
      Then they are on the sign-in page
      And the dashboard was not shown to them
      And they have no session
