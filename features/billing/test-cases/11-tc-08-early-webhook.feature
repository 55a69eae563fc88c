@billing @sign-off @needs-plan-store
Feature: A webhook comes before the user exists

  @TC-08 @needs-webhooks @needs-logs @needs-plan-records
  Scenario: It is taken with a warning, and nothing is stored
    Given somebody with an account
    When the purchase of "pro_monthly" is delivered
    Then the delivery is answered with 200
    And the log warns that the user was not found
    And nothing is stored for them

  @TC-08 @needs-webhooks
  Scenario: They sign in later on the free plan, and the next event counts
    Given somebody with an account
    And the purchase of "pro_monthly" has been delivered
    When they sign in and open the dashboard
    Then the plan that is stored for them is "free"
    When the change to "pro_yearly" is delivered
    Then the plan that is stored for them is "pro"

  @TC-08b @OBS-3 @needs-deliveries @needs-sales
  Scenario: What they have bought is in force soon after they exist
    Given somebody with an account
    And they have bought "pro_monthly" at Clerk
    And each of Clerk's webhooks is taken at the first attempt
    When they sign in and open the dashboard
    Then the plan that is stored for them becomes "pro"
    And Clerk and the plan store agree
