@billing @sign-off @SIGN-1
Feature: The billing page is right for everybody

  Scenario: Somebody who is signed out sees the plans
    Given a newcomer at the identity provider
    When they open the billing page
    Then they are on the billing page
    And the billing page shows 4 plans
    And no plan is marked as theirs

  Scenario: Somebody who is signed out and wants to buy is asked who they are
    Given a newcomer at the identity provider
    Then somebody who is signed out and wants "pro_monthly" is asked to sign in and comes back

  @needs-plan-store @needs-sales
  Scenario: Somebody who is signed in sees which plan is theirs
    Given somebody who has "pro_yearly"
    When they open the billing page
    Then the billing page shows 4 plans
    And "pro_yearly" is marked as their plan
