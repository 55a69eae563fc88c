@CB-17
Feature: Bot protection on the callback page

  Rule: A sign-up that is made here can be checked for being a person's

    Scenario: The page is opened directly
      When they open the callback page
      Then the page holds the bot-protection element

    @needs-instance-settings
    Scenario: The instance wants newcomers checked
      Given the instance wants newcomers checked for being people
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the protected page
      And they have a session
      And they have exactly one account
