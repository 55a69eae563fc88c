@CP-05 @needs-instance-settings
Feature: Enabling a provider

  Rule: A provider is kept out of sight until it is enabled

    Scenario Outline: What the <page> offers
      Given the instance has these providers:
        | name    | enabled |
        | Acme    | no      |
        | Initech | yes     |
      When they open the <page>
      Then the page offers exactly these providers:
        | Initech |

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |

    Scenario: Nobody signs in with it all the same
      Given the instance has these providers:
        | name    | enabled |
        | Acme    | no      |
        | Initech | yes     |
      When they start a sign-in with "Initech" by hand
      Then Clerk agrees
      When they start a sign-in with "Acme" by hand
      Then Clerk refuses

  Rule: Once it is enabled, it is offered and works

    Scenario: It is switched on
      Given the provider is switched off
      And a newcomer at the identity provider
      And they are visiting the sign-in page
      When the provider is switched on
      And they sign in with the provider
      Then they have a session
