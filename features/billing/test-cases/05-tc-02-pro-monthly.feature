@billing @sign-off @TC-02 @needs-plan-store
Feature: Somebody buys Pro for a month

  @OBS-3 @needs-logs
  Scenario Outline: The payment becomes the plan, by itself: <event>
    Given somebody who is on the free plan
    When they buy "pro_monthly"
    Then the plan that is stored for them becomes "pro"
    And the log says that "<event>" was received
    And the log says that their plan was updated to "pro"
    And Clerk and the plan store agree
    And the dashboard shows the plan "pro"

    @needs-instance-settings @billing.events=plan
    Examples: By the names of the validation plan
      | event                        |
      | billing.subscription.created |

    @billing.events=platform
    Examples: By the names of the platform
      | event                   |
      | subscriptionItem.active |

  Scenario: After a reload the features of Pro are there
    Given somebody who is on the free plan
    And the way to the checkout of "pro_monthly" says "Start Pro Monthly"
    When they buy "pro_monthly"
    Then the plan that is stored for them becomes "pro"
    And the dashboard shows the plan "pro"
    And the feature "advanced-analytics" is available

  Scenario: The billing page leads to the portal
    Given somebody who is on the free plan
    When they buy "pro_monthly"
    Then the plan that is stored for them becomes "pro"
    When they open the billing page
    Then "pro_monthly" is marked as their plan
    And the way to the portal says "Manage"
    And the billing page leads to the portal

  @WH-02 @needs-deliveries
  Scenario: A card that is declined buys nothing
    Given somebody who is on the free plan
    When they try to buy "pro_monthly" with a card that is declined
    Then each of Clerk's webhooks is taken at the first attempt
    And the plan that is stored for them is "free"
    And the dashboard shows the plan "free"

  @WH-02 @needs-deliveries
  Scenario: A payment that the bank did not let through buys nothing
    Given somebody who is on the free plan
    When they try to buy "pro_monthly" and do not prove to the bank who they are
    Then each of Clerk's webhooks is taken at the first attempt
    And the plan that is stored for them is "free"
    And the dashboard shows the plan "free"
