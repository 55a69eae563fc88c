@billing @sign-off @TC-01 @needs-plan-store
Feature: Somebody who has not bought anything

  @OBS-3
  Scenario: A new user is stored with the free plan
    Given a newcomer at the identity provider
    When they sign in and open the dashboard
    Then the plan that is stored for them is "free"
    And the dashboard shows the plan "free"
    And Clerk and the plan store agree

  Scenario: The billing page shows four plans, and that theirs is the free one
    Given somebody who is on the free plan
    When they open the billing page
    Then the billing page shows 4 plans
    And "free" is marked as their plan

  Scenario: Ten habits are the limit
    Given somebody who is on the free plan
    And they have 10 habits
    Then another one of their habits is refused by the dashboard
    And another one of their habits is refused by the API

  Scenario: Three goals are the limit
    Given somebody who is on the free plan
    And they have 3 goals
    Then another one of their goals is refused by the dashboard
    And another one of their goals is refused by the API

  Scenario: AI insights are for everybody
    Given somebody who is on the free plan
    Then the feature "ai-insights" is available
