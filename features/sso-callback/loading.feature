@needs-state-injection @needs-clerk-faults
Feature: The callback page and the loading of the SDK

  @CB-16
  Rule: Nothing is decided before the SDK has loaded

    Scenario Outline: Clerk is slow to tell of a sign-in that is <sign-in>
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "none"
      And Clerk takes 1500 ms to answer "reading the client"
      When they open the callback page
      Then the page did nothing before Clerk had answered
      And they are on the protected page
      And they have a session

      Examples:
        | sign-in      |
        | complete     |
        | transferable |

  @CB-25
  Rule: A session that exists is found, however late the SDK loads

    Scenario Outline: Clerk is slow to tell of a <attempt> that is already signed in
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "<sign-up>"
      And Clerk takes 1500 ms to answer "reading the client"
      When they open the callback page
      Then they are on the protected page
      And they have a session
      And the page did exactly this: "activation"

      Examples:
        | attempt | sign-in           | sign-up           |
        | sign-in | already signed in | none              |
        | sign-up | none              | already signed in |
