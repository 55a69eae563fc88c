@CP-04
Feature: The authorized redirect URL

  Rule: It is named to the letter, when somebody leaves and when the code is redeemed

    Scenario Outline: From the <page>
      Given a newcomer at the identity provider
      When they sign <how> with the provider
      Then they have a session
      And both requests of the login named the redirect URI that the provider knows

      Examples:
        | page         | how |
        | sign-in page | in  |
        | sign-up page | up  |
