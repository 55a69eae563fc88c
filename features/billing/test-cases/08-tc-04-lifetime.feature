@billing @sign-off @TC-04 @needs-plan-store @billing.lifetime=event
Feature: Somebody has paid once and for all

  The platform does not sell a plan that is paid once, so an event tells of it that the harness delivers.

  Rule: Who has paid once has the lifetime plan, and nothing recurs

    @needs-webhooks
    Scenario: Their plan is lifetime
      Given somebody who is on the free plan
      When the purchase of "lifetime" is delivered
      Then the delivery is taken
      And the plan that is stored for them is "lifetime"

    @needs-webhooks
    Scenario: The dashboard shows the badge
      Given somebody who is on the free plan
      And the purchase of "lifetime" has been delivered
      Then the dashboard shows the lifetime badge

    @needs-webhooks
    Scenario: Nothing recurs
      Given somebody who is on the free plan
      And the purchase of "lifetime" has been delivered
      Then the billing page has nothing that recurs

    @needs-sales
    Scenario: Who pays every month has no badge
      Given somebody who has "pro_monthly"
      Then the dashboard shows no lifetime badge
