@CB-06
Feature: One sign-in, thirty times

  Scenario Outline: A newcomer signs in (<n>)
    Given a newcomer at the identity provider
    When they sign in with the provider
    Then they are on the protected page
    And they have a session
    And they have exactly one account

    Examples:
      | n  |
      | 1  |
      | 2  |
      | 3  |
      | 4  |
      | 5  |
      | 6  |
      | 7  |
      | 8  |
      | 9  |
      | 10 |
      | 11 |
      | 12 |
      | 13 |
      | 14 |
      | 15 |
      | 16 |
      | 17 |
      | 18 |
      | 19 |
      | 20 |
      | 21 |
      | 22 |
      | 23 |
      | 24 |
      | 25 |
      | 26 |
      | 27 |
      | 28 |
      | 29 |
      | 30 |
