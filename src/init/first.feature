# The first scenarios for this app. `cargo conformance steps` lists what a step can say; a slip is told with its line and
# the step that is meant, also by `--dry-run`, which starts nothing. The suite's own features have many hundreds more.
Feature: People get into the app

  # A tag names the requirement that a scenario proves; `cargo conformance coverage` lists them all.
  @CB-06
  Scenario: A newcomer signs in with the provider
    Given a newcomer at the identity provider
    When they sign in with the provider
    Then they are on the protected page
    And they have a session

  @START-4
  Scenario: Somebody with an account signs in with the provider
    Given somebody with an account
    When they sign in with the provider
    Then they are on the protected page
    And they have a session

  @RT-1
  Scenario: Somebody who is signed out wants to see the protected page
    When they open the protected page
    Then they are on the sign-in page
    And they have no session
