@billing @needs-webhooks @needs-plan-store @billing.events=platform
Feature: What a webhook of the platform means for the plan

  @WH-02
  Scenario: The paid plan is granted when its item is active
    Given somebody who is on the free plan
    When the event "subscriptionItem.active" is delivered
    Then the plan that is stored for them is "pro"

  @WH-02
  Scenario Outline: Nothing is granted by <event> (<status>)
    Given somebody who is on the free plan
    When the event "<event>" is delivered with:
      | data.status          | "<status>"    |
      | data.plan.slug       | "pro_monthly" |
      | data.plan.is_default | false         |
    Then the delivery is taken
    And the plan that is stored for them is "free"

    Examples: An item that is not active
      | event                       | status     |
      | subscriptionItem.incomplete | incomplete |
      | subscriptionItem.upcoming   | upcoming   |
      | subscriptionItem.abandoned  | abandoned  |

  @WH-02
  Scenario Outline: No news of a payment grants anything: <event> (<status>)
    Given somebody who is on the free plan
    When the event "<event>" is delivered with:
      | data.status | "<status>" |
    Then the delivery is taken
    And the plan that is stored for them is "free"

    Examples: A payment, whatever has come of it
      | event                  | status  |
      | paymentAttempt.created | pending |
      | paymentAttempt.updated | failed  |

  @WH-02 @needs-deliveries @needs-clock
  Scenario: A checkout that was left grants nothing
    Given somebody who is on the free plan
    When they go to the checkout of "pro_monthly" and leave it
    And 2 days pass
    Then the event "subscriptionItem.abandoned" arrives
    And the plan that is stored for them is "free"

  @WH-03 @billing.on_cancel=at_period_end
  Scenario: A cancelled item still counts
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    When the event "subscriptionItem.canceled" is delivered
    Then the plan that is stored for them is "pro"
    And the feature "data-export" is available

  @WH-03 @billing.on_cancel=at_period_end
  Scenario: An item that has ended does not count any more
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    And the event "subscriptionItem.canceled" has been delivered
    When the event "subscriptionItem.ended" is delivered
    Then the plan that is stored for them is "free"
    And the feature "data-export" is blocked

  @WH-04
  Scenario: A renewal keeps the plan
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    And what is stored for them is remembered
    When the event "subscriptionItem.updated" is delivered
    Then the plan that is stored for them is "pro"
    And nothing that is stored has changed

  @WH-04 @needs-deliveries @needs-clock @needs-sales
  Scenario: Clerk renews by itself, and the plan stays
    Given somebody who has "pro_monthly"
    When 32 days pass
    Then the event "subscriptionItem.updated" arrives
    And each of Clerk's webhooks is taken at the first attempt
    And the plan that is stored for them is "pro"

  @WH-05 @billing.on_past_due=keep
  Scenario: Who is late with a payment keeps the plan
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    When the event "subscriptionItem.pastDue" is delivered
    Then the plan that is stored for them is "pro"

  @WH-05 @billing.on_past_due=free
  Scenario: Who is late with a payment is on the free plan
    Given somebody who is on the free plan
    And the event "subscriptionItem.active" has been delivered
    When the event "subscriptionItem.pastDue" is delivered
    Then the plan that is stored for them is "free"

  @WH-06
  Scenario: The item of the free plan is no purchase
    Given somebody who is on the free plan
    When the event "subscriptionItem.active" is delivered with:
      | data.plan.slug       | "free" |
      | data.plan.is_default | true   |
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @WH-06
  Scenario: A default plan is no purchase, whatever it is called
    Given somebody who is on the free plan
    When the event "subscriptionItem.active" is delivered with:
      | data.plan.slug       | "pro" |
      | data.plan.is_default | true  |
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @WH-10 @needs-deliveries @needs-clock @needs-sales
  Scenario: Who cancels is on the default plan when the time is over
    Given somebody who has "pro_monthly"
    When they cancel in the portal
    And 32 days pass
    Then they are on Clerk's default plan
    And the plan that is stored for them becomes "free"

  @WH-10 @needs-deliveries @needs-clock
  Scenario: Who stops paying is on the default plan in the end
    Given somebody who is on the free plan
    And they have bought "pro_monthly" with a card that will not pay again
    And the plan that is stored for them becomes "pro"
    When 62 days pass
    Then they are on Clerk's default plan
    And the plan that is stored for them becomes "free"

  @WH-10
  Scenario: Every new user starts on the default plan
    Given somebody who is on the free plan
    Then they are on Clerk's default plan

  @WH-11
  Scenario: A subscription that begins with the free item grants nothing
    Given somebody who is on the free plan
    When the event "subscription.created" is delivered
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @WH-11
  Scenario: An active subscription with free items only grants nothing
    Given somebody who is on the free plan
    When the event "subscription.active" is delivered with:
      | data.items.0.plan.slug       | "free"   |
      | data.items.0.plan.is_default | true     |
      | data.items.0.status          | "active" |
      | data.items.1.plan.slug       | "free"   |
      | data.items.1.plan.is_default | true     |
      | data.items.1.status          | "active" |
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @WH-13
  Scenario: An organization that pays does not change a person's plan
    Given somebody who is on the free plan
    When the event "subscriptionItem.active" is delivered with:
      | data.payer.user_id           | null       |
      | data.payer.organization_id   | "org_acme" |
      | data.payer.organization_name | "Acme"     |
    Then the delivery is taken
    And the plan that is stored for them is "free"

  @WH-14 @needs-deliveries @needs-sales
  Scenario: What was lost on the way is noticed when they come back
    Given somebody who is on the free plan
    And Clerk holds its webhooks back
    When they buy "pro_monthly" at Clerk
    And the webhooks that Clerk held back are lost
    Then the dashboard comes to show the plan "pro"
    And the plan that is stored for them is "pro"
