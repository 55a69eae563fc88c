@billing
Feature: What has to be so before anything is bought

  @PRE-1
  Scenario Outline: The billing page leads to the checkout of <plan>
    Given a newcomer at the identity provider
    And they have signed in with the provider
    Then the billing page leads to the checkout of "<plan>", which asks for "<price>"

    Examples:
      | plan        | price |
      | pro_monthly | $12   |
      | pro_yearly  | $96   |

    @billing.lifetime=event
    Examples:
      | plan     | price |
      | lifetime | $199  |

  @PRE-1 @PRE-2 @needs-plan-store @needs-sales
  Scenario: The billing page leads to the portal, which is open
    Given somebody who has "pro_monthly"
    Then the billing page leads to the portal

  @PRE-1 @needs-plan-store @needs-deliveries @needs-sales
  Scenario: The route has the signing secret that Clerk signs with
    Given somebody who is on the free plan
    When they buy "pro_monthly" at Clerk
    Then each of Clerk's webhooks is taken at the first attempt

  @PRE-1 @needs-environment
  Scenario: The sync secret is long, and the same on both sides
    Then the sync secret is the same on both sides, and has at least 32 characters

  @PRE-2 @read-only
  Scenario: Clerk sells the plans at their prices
    Then Clerk sells these plans:
      | plan        | price | every |
      | free        | 0     | month |
      | pro_monthly | 1200  | month |
      | pro_yearly  | 9600  | year  |

  @PRE-2 @read-only @billing.lifetime=event
  Scenario: Clerk sells what is paid once at its price
    Then Clerk sells these plans:
      | plan     | price | every |
      | lifetime | 19900 | once  |

  @PRE-2
  Scenario: The billing page shows the prices
    Given a newcomer at the identity provider
    And they have signed in with the provider
    When they open the billing page
    Then the plan "pro_monthly" is shown with the price "$12"
    And the plan "pro_yearly" is shown with the price "$96"

  @PRE-2 @billing.lifetime=event
  Scenario: The billing page shows the price of what is paid once
    Given a newcomer at the identity provider
    And they have signed in with the provider
    When they open the billing page
    Then the plan "lifetime" is shown with the price "$199"

  @PRE-2 @needs-instance-settings
  Scenario Outline: The webhook endpoint is registered for its events, by <names>
    Then Clerk's webhooks of "<events>" go to the deployment

    @billing.events=plan
    Examples:
      | names              | events                                                                                   |
      | the plan's names   | billing.subscription.created, billing.subscription.updated, billing.subscription.deleted |

    @billing.events=platform
    Examples:
      | names                | events                                                                  |
      | the platform's names | subscription.updated, subscriptionItem.active, subscriptionItem.ended   |

  @PRE-3 @needs-webhooks @needs-plan-store
  Scenario: The webhook route is public
    Given somebody who is on the free plan
    When the purchase of "pro_monthly" is delivered, distorted by "without-any-header"
    Then the delivery is answered with 400
