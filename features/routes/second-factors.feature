@RT-7
Feature: Second factors

  Rule: Each kind gets them in

    Scenario: A code of their authenticator
      Given somebody with an account and a second factor
      When they sign in with the provider
      And they enter the code of their authenticator
      Then they are on the protected page
      And they have a session

    @needs-codes
    Scenario: A code by SMS
      Given somebody with an account whose second factor is their phone
      When they sign in with the provider
      And they enter the code that they were sent
      Then they are on the protected page
      And they have a session

    Scenario: A backup code
      Given somebody with an account, a second factor and backup codes
      When they sign in with the provider
      And they enter a backup code
      Then they are on the protected page
      And they have a session

  Rule: No other code does

    Scenario: A wrong code of their authenticator
      Given somebody with an account and a second factor
      When they sign in with the provider
      And they enter a wrong code
      Then the field for the code says what is wrong
      And they have no session

    @needs-codes
    Scenario: A wrong code by SMS
      Given somebody with an account whose second factor is their phone
      When they sign in with the provider
      And they enter a wrong code
      Then the field for the code says what is wrong
      And they have no session

    Scenario: A backup code that has been used
      Given somebody with an account, a second factor and backup codes
      And they have signed in with the provider and a backup code
      When they sign out
      And they sign in with the provider
      And they enter the same backup code
      Then the field for the code says what is wrong
      And they have no session
