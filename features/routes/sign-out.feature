@RT-5
Feature: After signing out

  Background:
    Given somebody with an account
    And they have signed in with the provider

  Rule: No protected page can be seen any more

    Scenario: They open one again
      Given they are visiting the dashboard
      When they sign out
      And they open the dashboard
      Then they are on the sign-in page
      And they have no session

    Scenario: They go back in the browser
      Given they are visiting the dashboard
      When they sign out
      And they go back
      Then they are on the sign-in page
      And they have no session
