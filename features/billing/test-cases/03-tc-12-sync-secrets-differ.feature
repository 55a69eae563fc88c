@billing @sign-off @TC-12 @needs-environment @needs-webhooks @needs-plan-store
Feature: A webhook route and a plan store with different secrets

  The store believes nobody who does not have its secret, and the route does not hide that it was refused.

  Background:
    Given the deployment is started with another "BILLING_WEBHOOK_SYNC_SECRET" than the plan store has
    And somebody who is on the free plan
    And what is stored for them is remembered

  @OBS-3
  Scenario: The store refuses what the route brings
    When the purchase of "pro_monthly" is delivered
    Then the delivery is answered with 500
    And nothing that is stored has changed
    And Clerk and the plan store agree

  @needs-logs
  Scenario: The log says why
    When the purchase of "pro_monthly" is delivered
    Then the log says "Unauthorized webhook plan update"
