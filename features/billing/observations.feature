@billing @needs-plan-store
Feature: What can be seen of billing while it happens

  @OBS-1 @needs-webhooks @needs-logs
  Scenario Outline: The log says what came and what was done: <event>
    Given somebody who is on the free plan
    When the event "<event>" is delivered
    Then the log says that "<event>" was received
    And for each event the log says what was done

    Examples:
      | event                        |
      | billing.subscription.created |
      | billing.subscription.updated |
      | billing.subscription.deleted |
      | subscription.updated         |
      | subscriptionItem.active      |
      | subscriptionItem.ended       |
      | paymentAttempt.updated       |

  @OBS-1 @needs-webhooks @needs-logs
  Scenario: The log says of an event that nobody knows that there was nothing to do
    Given somebody who is on the free plan
    When an event of the unknown type "invoice.created" is delivered
    Then the log says that "invoice.created" was received
    And for each event the log says what was done

  @OBS-2 @sign-off @needs-webhooks @needs-logs
  Scenario: Nothing goes wrong from the purchase to the end
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered
    And the same message is delivered again
    And the change to "pro_yearly" is delivered
    And the cancellation is delivered
    And an event of the unknown type "invoice.created" is delivered
    Then each delivery is taken
    And the log tells of no fault

  @OBS-2 @sign-off @needs-webhooks @needs-logs
  Scenario: What is refused is no fault of the deployment
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered, distorted by "tampered-body"
    And the purchase of "pro_monthly" is delivered, distorted by "not-json"
    Then the log tells of no fault

  @OBS-3 @sign-off @needs-deliveries @needs-sales
  Scenario: What Clerk says and what is stored agree after each step
    Given somebody who has "pro_yearly"
    Then Clerk and the plan store agree
    When they cancel in the portal
    Then each of Clerk's webhooks is taken at the first attempt
    And Clerk and the plan store agree

  @OBS-4 @sign-off @needs-logs
  Scenario Outline: It is known how long each hop of a payment took: <event>
    Given somebody who is on the free plan
    When they buy "pro_monthly", which is followed by "<event>" to the plan "pro"
    Then it took at most 60 seconds from the payment to the page

    @needs-instance-settings @billing.events=plan
    Examples:
      | event                        |
      | billing.subscription.created |

    @billing.events=platform
    Examples:
      | event                   |
      | subscriptionItem.active |
