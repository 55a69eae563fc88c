@billing @sign-off @TC-05 @needs-plan-store
Feature: Somebody cancels

  @OBS-3 @needs-logs @billing.on_cancel=at_once
  Scenario Outline: Who cancels in the portal is on the free plan at once: <event>
    Given somebody who is on the free plan
    And they have bought "pro_monthly"
    And the plan that is stored for them becomes "pro"
    When they cancel in the portal
    Then the plan that is stored for them becomes "free"
    And the log says that "<event>" was received
    And the log says that their subscription was cancelled
    And the dashboard shows the plan "free"
    And Clerk and the plan store agree

    @needs-instance-settings @billing.events=plan
    Examples: By the names of the validation plan
      | event                        |
      | billing.subscription.deleted |

    @billing.events=platform
    Examples: By the names of the platform
      | event                     |
      | subscriptionItem.canceled |

  @OBS-3 @needs-deliveries @needs-clock @billing.events=platform @billing.on_cancel=at_period_end
  Scenario: Who cancels in the portal keeps what is paid for until it is over
    Given somebody who is on the free plan
    And they have bought "pro_monthly"
    And the plan that is stored for them becomes "pro"
    When they cancel in the portal
    Then the event "subscriptionItem.canceled" arrives
    And the plan that is stored for them is "pro"
    And Clerk and the plan store agree
    When 32 days pass
    Then the plan that is stored for them becomes "free"
    And Clerk and the plan store agree

  @needs-webhooks
  Scenario: The limits of the free plan are back
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And they have 11 habits
    When the cancellation is delivered
    Then another one of their habits is refused by the dashboard
    And another one of their habits is refused by the API
    And the feature "advanced-analytics" is blocked
