@billing @sign-off @TC-03 @OBS-3 @needs-plan-store
Feature: Somebody buys Pro for a year

  Scenario Outline: The yearly plan is Pro, too: <told>
    Given somebody who is on the free plan
    When they buy "pro_yearly"
    Then the plan that is stored for them becomes "pro"
    And the dashboard shows the plan "pro"
    And Clerk and the plan store agree

    @needs-instance-settings @billing.events=plan @billing.yearly=own_identifier
    Examples: By the names of the validation plan
      | told                     |
      | an identifier of its own |

    @billing.events=platform @billing.yearly=own_identifier
    Examples: By the names of the platform
      | told               |
      | a slug of its own  |

    @billing.events=platform @billing.yearly=plan_period
    Examples: By the period of the plan
      | told                |
      | its period, annual  |
