Feature: One attempt after another

  @CB-22 @needs-state-injection @needs-instance-settings
  Rule: An attempt that was given up does not steer a later one

    Background:
      Given attempts stay on the client

    Scenario Outline: A sign-up that is <left behind> was left behind, and somebody who owes a second factor signs in
      Given somebody with an account and a second factor
      And somebody else has left a sign-up behind here that is "<left behind>"
      When they sign in with the provider
      Then they are on the sign-in page
      And they have no session
      And the page did exactly this: "nothing"

      Examples:
        | left behind  |
        | transferable |
        | complete     |

    Scenario: A sign-in that is transferable was left behind, and a newcomer signs up who lacks something
      Given the instance requires "username"
      And a newcomer at the identity provider
      And somebody else has left a sign-in behind here that is "transferable"
      When they sign up with the provider
      And they go on to the form
      And they choose a username
      And they send the form
      Then they have a session
      And they have exactly one account

  @CB-26
  Rule: The provider's button works again after any failure

    @needs-state-injection
    Scenario Outline: The last sign-in is <sign-in>
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "none"
      When they open the sign-in page
      And they press the provider's button
      Then they are at the identity provider

      Examples:
        | sign-in                             |
        | refused                             |
        | needs_second_factor                 |
        | needs_new_password                  |
        | needs_first_factor (email_code)     |
        | already signed in (unknown session) |

    @needs-clerk-faults
    Scenario Outline: Clerk answered <status> when they pressed it
      Given a newcomer at the identity provider
      And Clerk will answer "<start>" with status <status>
      When they open the <page>
      And they press the provider's button
      Then they are on the <page>
      And the page tells them what happened
      When they press the provider's button
      Then they are at the identity provider

      Examples:
        | page         | start              | status |
        | sign-in page | starting a sign-in | 500    |
        | sign-in page | starting a sign-in | 429    |
        | sign-up page | starting a sign-up | 500    |

    @needs-instance-settings
    Scenario: They have signed in in another tab meanwhile, where one session is all that a browser may have
      Given the instance allows a browser one session
      And somebody with an account
      And they are visiting the sign-in page
      When they sign in with the provider in a second tab
      And they return to the first tab
      And they press the provider's button unless they are in already
      Then they are on the protected page
      And they have a session

    Scenario: They came back from the identity provider by the browser's button
      When they open the sign-in page
      And they press the provider's button
      Then they are at the identity provider
      When they go back
      And they press the provider's button
      Then they are at the identity provider

  @CB-23 @needs-instance-settings
  Rule: Who is kept out is told so

    Scenario Outline: The account is <state>
      Given somebody with an account that is <state>
      When they <do> with the provider
      Then the page tells them that the account is "<state>"
      And the page offers a way on
      And they have no session

      Examples:
        | state  | do      |
        | locked | sign in |
        | banned | sign in |
        | locked | sign up |
