@billing @sign-off @needs-environment @needs-webhooks @needs-plan-store
Feature: A webhook route that lacks a secret

  It says that the fault is its own, so that the sender tries again when it has been mended.

  @TC-11 @OBS-3 @needs-logs
  Scenario: The sync secret is missing
    Given the deployment is started without "BILLING_WEBHOOK_SYNC_SECRET"
    And somebody who is on the free plan
    And what is stored for them is remembered
    When the purchase of "pro_monthly" is delivered
    Then the delivery is answered with 500 and "Server config error"
    And nothing that is stored has changed
    And the log says "BILLING_WEBHOOK_SYNC_SECRET"
    And Clerk and the plan store agree

  @TC-11b
  Scenario: The signing secret is missing
    Given the deployment is started without "CLERK_WEBHOOK_SIGNING_SECRET"
    And somebody who is on the free plan
    And what is stored for them is remembered
    When the purchase of "pro_monthly" is delivered
    Then the delivery is answered as a fault of the server
    And nothing that is stored has changed
