@billing @sign-off @needs-webhooks @needs-plan-store
Feature: The same webhook comes twice

  @TC-07 @needs-logs @needs-plan-list
  Scenario: The second delivery of a message changes nothing
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And what is stored for them is remembered
    When the same message is delivered again
    Then the delivery is taken
    And nothing that is stored has changed
    And they are stored once
    And the log tells of no fault

  @TC-07
  Scenario: The second delivery of a cancellation changes nothing
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And the cancellation has been delivered
    And what is stored for them is remembered
    When the same message is delivered again
    Then the delivery is taken
    And nothing that is stored has changed

  @TC-07b
  Scenario: The same body under a new id changes nothing
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And what is stored for them is remembered
    When the same body is delivered under a new id
    Then the delivery is taken
    And nothing that is stored has changed

  @TC-07b @needs-logs @needs-plan-list
  Scenario: Two copies at the same moment are one
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered twice at the same moment
    Then each delivery is taken
    And the plan that is stored for them is "pro"
    And they are stored once
    And the log tells of no fault
