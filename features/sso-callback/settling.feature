@CB-21
Feature: Nobody is left on a blank page

  @needs-state-injection
  Rule: Whatever the state, a page says something and offers a way on

    Scenario Outline: Sign-in <sign-in>, sign-up <sign-up>
      Given a browser whose sign-in is "<sign-in>" and whose sign-up is "<sign-up>"
      When they open the callback page
      Then the page tells them what happened
      And the page offers a way on

      Examples:
        | sign-in                              | sign-up                         |
        | refused                              | none                            |
        | none                                 | missing_requirements (username) |
        | none                                 | abandoned                       |
        | needs_client_trust                   | none                            |
        | needs_protect_check                  | none                            |
        | needs_identifier                     | none                            |
        | needs_first_factor (enterprise_sso)  | none                            |
        | needs_first_factor (no factor)       | none                            |
        | already signed in (unverified)       | none                            |
        | already signed in (unknown session)  | none                            |
        | complete (unknown session)           | none                            |
        | complete (no session)                | none                            |
        | none                                 | transferable (another error)    |

  Rule: Nobody was on the way to anywhere

    Scenario: The page is opened directly
      When they open the callback page
      Then the page tells them what happened
      And the page offers a way on

  @needs-clerk-faults
  Rule: Clerk's failing is not the person's

    Scenario Outline: <call> fails
      Given somebody with an account
      And Clerk will answer "<call>" with status 500 again and again
      When they sign up with the provider
      Then the page tells them what happened
      And the page offers a way on

      Examples:
        | call                        |
        | the activation of a session |
        | a transfer to sign-in       |

    Scenario: Clerk does not even tell what is under way
      Given Clerk will answer "reading the client" with status 500 again and again
      When they open the callback page
      Then the page tells them what happened
      And the page offers a way on

  @CB-24 @needs-instance-settings
  Rule: A session with a task leads to the task

    Scenario Outline: <who> comes by way of the callback page
      Given new sessions have the task "choose-organization"
      And <who>
      When they <do> with the provider
      Then they are on the tasks page
      And their session waits for a task

      Examples:
        | who                                 | do      |
        | a newcomer at the identity provider | sign in |
        | somebody with an account            | sign up |

  @needs-instance-settings @needs-outbox
  Rule: A browser that is not trusted yet is a step, and no dead end

    Scenario: Somebody signs in by password in a browser that they never used
      Given the instance asks for a code in browsers that it does not know
      And somebody with an account and a password
      When they sign in with their password
      Then they are asked for a code
      When they enter the code that they were sent
      Then they are on the fallback page
      And they have a session
