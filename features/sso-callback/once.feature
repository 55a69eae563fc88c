@CB-15
Feature: The callback page acts once

  @needs-instance-settings
  Rule: However often the page is told, it transfers once and activates once

    The page is told of every change of the client, also of those that it makes itself. Attempts that stay on the
    client would be acted upon again by a page that does not remember.

    Background:
      Given attempts stay on the client

    Scenario: A newcomer signs in
      Given a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And exactly one transfer was made
      And the session was activated exactly once
      And they have exactly one account

    Scenario: Somebody known signs up
      Given somebody with an account
      When they sign up with the provider
      Then they are on the protected page
      And exactly one transfer was made
      And the session was activated exactly once

  @needs-clerk-faults
  Rule: A reload in the middle changes nothing

    Scenario Outline: <who> reloads while the session is being activated
      Given <who>
      And Clerk takes 1000 ms to answer "the activation of a session"
      When they <do> with the provider
      And they reload the page while the session is being activated
      Then exactly one transfer was made
      And the page offers a way on
      And they have a session
      And they have exactly one account

      Examples:
        | who                                 | do      |
        | a newcomer at the identity provider | sign in |
        | somebody with an account            | sign up |
