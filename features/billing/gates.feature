@billing @needs-plan-store
Feature: What a plan opens

  In the page, and in the API behind it: a page that hides a button gates nothing.

  @GATE-1 @needs-sales
  Scenario Outline: The features of <plan>
    Given somebody who has "<plan>"
    Then these features are available or blocked:
      | ai-insights        | available |
      | advanced-analytics | <gated>   |
      | habit-stacking     | <gated>   |
      | identity-system    | <gated>   |
      | data-export        | <gated>   |
      | custom-themes      | <gated>   |
      | priority-support   | <gated>   |

    Examples:
      | plan        | gated     |
      | free        | blocked   |
      | pro_monthly | available |

    @billing.lifetime=event
    Examples:
      | plan     | gated     |
      | lifetime | available |

  @GATE-1 @needs-sales
  Scenario Outline: With <number> <list> on <plan>, another one is <answer>
    Given somebody who has "<plan>"
    And they have <number> <list>
    Then another one of their <list> is <answer> by the <where>

    Examples: The last one that is free, and the first one that is not
      | plan        | number | list   | answer  | where     |
      | free        | 9      | habits | taken   | dashboard |
      | free        | 9      | habits | taken   | API       |
      | free        | 10     | habits | refused | dashboard |
      | free        | 10     | habits | refused | API       |
      | free        | 2      | goals  | taken   | dashboard |
      | free        | 2      | goals  | taken   | API       |
      | free        | 3      | goals  | refused | dashboard |
      | free        | 3      | goals  | refused | API       |

    Examples: No limit for those who pay
      | plan        | number | list   | answer  | where     |
      | pro_monthly | 10     | habits | taken   | dashboard |
      | pro_monthly | 10     | habits | taken   | API       |
      | pro_monthly | 3      | goals  | taken   | dashboard |
      | pro_monthly | 3      | goals  | taken   | API       |

    @billing.lifetime=event
    Examples: Nor for those who have paid once and for all
      | plan     | number | list   | answer | where     |
      | lifetime | 10     | habits | taken  | dashboard |
      | lifetime | 10     | habits | taken  | API       |
      | lifetime | 3      | goals  | taken  | dashboard |
      | lifetime | 3      | goals  | taken  | API       |

  @GATE-2 @sign-off @needs-webhooks
  Scenario: What they buy opens in the session that they have
    Given somebody who is on the free plan
    And they have 10 habits
    When the purchase of "pro_monthly" is delivered
    Then the feature "data-export" is available
    And another one of their habits is taken by the dashboard

  @GATE-2 @sign-off @needs-webhooks
  Scenario: What they give up closes in the session that they have
    Given somebody who is on the free plan
    And the purchase of "pro_monthly" has been delivered
    And the feature "data-export" is available
    When the cancellation is delivered
    Then the feature "data-export" is blocked
