@smoke @billing
Feature: People pay for the shop

  @needs-plan-store @needs-sales
  Scenario: Whoever has not paid is on the free plan
    Given somebody who is on the free plan
    Then the plan that is stored for them is "free"
    And the dashboard shows the plan "free"
