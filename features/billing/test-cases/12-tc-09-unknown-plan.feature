@billing @sign-off @needs-webhooks @needs-plan-store
Feature: A plan that nobody knows

  @TC-09 @needs-logs
  Scenario: It grants nothing, and somebody is asked to look at it
    Given somebody who is on the free plan
    When the purchase of "enterprise_2031" is delivered
    Then the delivery is taken
    And the plan that is stored for them is "free"
    And the log asks for a review of "enterprise_2031"
    And the log tells of no fault

  @TC-09 @billing.on_unknown_plan=free
  Scenario: Somebody who pays for it is on the free plan
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    When the change to "enterprise_2031" is delivered
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @TC-09b @billing.on_unknown_plan=keep
  Scenario: Somebody who pays for it keeps what they had
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    When the change to "enterprise_2031" is delivered
    Then the delivery is taken
    And the plan that is stored for them is "pro"
