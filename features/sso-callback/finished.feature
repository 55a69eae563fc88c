Feature: Coming back from the identity provider with nothing left to do

  @CB-01 @needs-instance-settings
  Rule: A sign-in that is complete is finalized

    Scenario: Somebody known signs in
      Given somebody with an account
      And finished attempts come back to the callback page
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And the session was activated exactly once

  @CB-02
  Rule: A sign-up by somebody known becomes a sign-in

    Scenario: Somebody known signs up
      Given somebody with an account
      When they sign up with the provider
      Then they are on the protected page
      And they have a session
      And exactly one transfer was made
      And they have exactly one account

  @CB-06
  Rule: A sign-in by somebody unknown becomes a sign-up

    Scenario: A newcomer signs in
      Given a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And exactly one transfer was made
      And they have exactly one account
