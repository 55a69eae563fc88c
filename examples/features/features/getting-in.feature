# Tags name what a scenario proves (@CB-06, a requirement) and what it needs of the target (@needs-instance-settings).
# Any other tag is yours: select with --tags @smoke.
@smoke
Feature: People get into the shop

  @CB-06
  Scenario: A newcomer signs in and is let in
    Given a newcomer at the identity provider
    When they sign in with the provider
    Then they are on the protected page
    And they have a session

  @RT-1
  Scenario: Somebody who is signed out is asked to sign in
    When they open the dashboard
    Then they are on the sign-in page
    And they have no session

  @MR-01 @needs-instance-settings
  Scenario Outline: A shop that wants to know <fields> asks newcomers for it
    Given the instance requires "<fields>"
    And a newcomer whose name the identity provider does not tell
    When they sign in with the provider
    Then they are on the sign-up page
    And the form asks for "<fields>"

    Examples:
      | fields                |
      | username              |
      | first_name, last_name |
