@RT-9 @needs-instance-settings @needs-outbox
Feature: Countries for SMS

  Rule: A code is sent to countries on the list only

    Scenario Outline: A number of <country>
      Given the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with "<number>"
      And they send the form
      Then the page tells them what happened
      And nothing was sent to "<number>"
      And they have no account

      Examples:
        | country        | number          |
        | France         | +33612345678    |
        | Germany        | +4915112345678  |
        | United Kingdom | +447400123456   |

    Scenario Outline: A number of <country>, which is on it
      Given the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with "<number>"
      And they send the form
      Then they are asked for a code
      When they enter the code that they were sent
      Then they are on the home page
      And they have exactly one account

      Examples:
        | country           | number       |
        | the United States | +12025550243 |
        | Canada            | +14165550243 |

    Scenario: A country that was put on the list
      Given the instance sends SMS to "US, CA, FR"
      And the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with "+33612345678"
      And they send the form
      Then they are asked for a code
      When they enter the code that they were sent
      Then they are on the home page
      And they have exactly one account
