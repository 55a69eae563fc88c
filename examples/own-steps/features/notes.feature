Feature: People find their way back

  Scenario: Somebody who goes back is where they were
    When they open the home page
    And they note where they are
    And they open the sign-in page
    And they go back
    Then they are where they were at note 1
