@CB-15 @needs-instance-settings
Feature: The callback page acts once

  The page is told of every change of the client, also of those that it makes itself. Attempts that stay on the
  client would be acted upon again by a page that does not remember.

  Background:
    Given attempts stay on the client

  Rule: However often the page is told, it transfers once and activates once

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
