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

  @needs-instance-settings
  Scenario Outline: A shop that wants <field> asks newcomers for it
    Given the instance requires "<field>"
    And a newcomer whose name the identity provider does not tell
    When they sign up with the provider
    Then the form asks for "<field>"

    Examples:
      | field      |
      | username   |
      | first_name |
