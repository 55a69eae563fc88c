@billing @sign-off @TC-06 @OBS-3 @needs-plan-store @needs-deliveries @needs-logs
Feature: Somebody changes from monthly to yearly

  Scenario Outline: The plan stays Pro all the time: <event>
    Given somebody who is on the free plan
    And they have bought "pro_monthly"
    And the plan that is stored for them becomes "pro"
    When they change to "pro_yearly" in the portal
    Then the plan that is stored for them stays "pro" until each of Clerk's webhooks is taken
    And the event "<event>" arrives
    And the log does not say that their plan was updated to "free"
    And the log does not say that their subscription was cancelled
    And Clerk and the plan store agree
    When they open the billing page
    Then "pro_yearly" is marked as their plan

    @needs-instance-settings @billing.events=plan
    Examples: By the names of the validation plan
      | event                        |
      | billing.subscription.updated |

    @billing.events=platform
    Examples: By the names of the platform
      | event                |
      | subscription.updated |
