@RT-6
Feature: Test mode

  Rule: Test addresses and fictional phone numbers take the code 424242, and nothing is sent to them

    @needs-outbox
    Scenario: An email address
      Given somebody with an account under a test email address
      When they sign in with their email address
      Then they are asked for a code
      And they were sent nothing
      When they enter the code "424242"
      Then they are on the protected page
      And they have a session

    @needs-instance-settings @needs-outbox
    Scenario Outline: The phone number <number>
      Given the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with "<number>"
      And they send the form
      Then they are asked for a code
      And nothing was sent to "<number>"
      When they enter the code "424242"
      Then they are on the home page
      And they have exactly one account

      Examples:
        | number            |
        | +1 201 555 0100   |
        | +1 (416) 555-0199 |

  Rule: No other code is taken

    @needs-codes
    Scenario Outline: The code <code> for an email address
      Given somebody with an account under a test email address
      When they sign in with their email address
      And they enter the code "<code>"
      Then the field for the code says what is wrong
      And they have no session

      Examples:
        | code   |
        | 424241 |
        | 000000 |

    @needs-outbox
    Scenario: 424242 for an address that is no test address
      Given somebody with an account
      When they sign in with their email address
      And they enter the code "424242"
      Then the field for the code says what is wrong
      And they have no session
