@billing @needs-webhooks @needs-plan-store
Feature: Webhooks come in any order, and more than once

  What counts is when something happened, not when it was told.

  @WH-07
  Scenario Outline: A purchase and a cancellation, delivered <order>
    Given somebody who is on the free plan
    When these events are delivered <order>:
      | event                     | minutes ago |
      | purchase of "pro_monthly" | 30          |
      | cancellation              | 10          |
    Then the plan that is stored for them is "free"

    Examples:
      | order                        |
      | in reverse order             |
      | and then the first one again |

  @WH-07
  Scenario Outline: A cancellation and another purchase, delivered <order>
    Given somebody who is on the free plan
    When these events are delivered <order>:
      | event                     | minutes ago |
      | purchase of "pro_monthly" | 50          |
      | cancellation              | 30          |
      | purchase of "pro_monthly" | 10          |
    Then the plan that is stored for them is "pro"

    Examples:
      | order              |
      | the last one first |

  @WH-07 @needs-deliveries @needs-sales
  Scenario: What Clerk has made is delivered the wrong way round
    Given somebody who is on the free plan
    And Clerk holds its webhooks back
    When they buy "pro_monthly" at Clerk
    And Clerk sends the webhooks that it held back in reverse order
    Then the plan that is stored for them becomes "pro"

  @WH-12 @billing.events=platform
  Scenario: The active item counts if it stands first
    Given somebody who is on the free plan
    When the event "subscription.updated" is delivered with:
      | data.items.0.status         | "active" |
      | data.items.0.canceled_at    | null     |
    Then the delivery is taken
    And the plan that is stored for them is "pro"

  @WH-12 @billing.events=platform
  Scenario: The active item counts if it stands last
    Given somebody who is on the free plan
    When the event "subscription.updated" is delivered with:
      | data.items.0.status          | "ended"      |
      | data.items.1.status          | "active"     |
      | data.items.1.plan.slug       | "pro_yearly" |
      | data.items.1.plan.is_default | false        |
    Then the delivery is taken
    And the plan that is stored for them is "pro"

  @WH-12 @billing.events=platform @billing.on_cancel=at_period_end
  Scenario: A cancelled item and an upcoming free one are what somebody has who has cancelled
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    When the event "subscription.updated" is delivered
    Then the delivery is taken
    And the plan that is stored for them is "pro"
