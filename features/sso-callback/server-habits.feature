@needs-instance-settings
Feature: What is not known of Clerk's servers makes no difference

  Whether Clerk's servers keep finished attempts, clear the other attempt or keep an old redirect URL is written
  nowhere. A page that works with one habit only works by luck.

  Rule: Newcomers and people who are known get in

    @CB-06
    Scenario Outline: A newcomer signs in where <habit>
      Given <habit>
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account

      Examples:
        | habit                                              |
        | attempts stay on the client                        |
        | finished attempts come back to the callback page   |
        | starting an attempt clears the other one           |
        | verifications keep their redirect URL              |

    @CB-02
    Scenario Outline: Somebody known signs up where <habit>
      Given <habit>
      And somebody with an account
      When they sign up with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account

      Examples:
        | habit                                              |
        | attempts stay on the client                        |
        | finished attempts come back to the callback page   |
        | starting an attempt clears the other one           |
        | verifications keep their redirect URL              |

    @CB-08
    Scenario: A newcomer signs up and nothing is missing
      Given finished attempts come back to the callback page
      And a newcomer at the identity provider
      When they sign up with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account
      And the session was activated exactly once

  Rule: They can try again

    @CB-19
    Scenario Outline: They refuse, and think better of it, where <habit>
      Given <habit>
      And a newcomer at the identity provider
      And they have refused at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session

      Examples:
        | habit                                              |
        | verifications keep their redirect URL              |
        | starting an attempt clears the other one           |
        | attempts stay on the client                        |
