@START-1 @needs-instance-settings
Feature: Offering identity providers

  Rule: Every enabled provider has its button, and no other has

    Scenario Outline: What the <page> offers
      Given the instance has these providers:
        | name    | enabled |
        | Acme    | yes     |
        | Globex  | yes     |
        | Initech | no      |
      When they open the <page>
      Then the page offers exactly these providers:
        | Acme   |
        | Globex |

      Examples:
        | page         |
        | sign-in page |
        | sign-up page |
