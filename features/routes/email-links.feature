@RT-8 @needs-instance-settings @needs-outbox
Feature: Email links

  Background:
    Given the instance offers email links

  Rule: A fresh link gets them in

    Scenario: In the same browser
      Given somebody with an account
      When they ask for an email link
      And they open the link that they were sent
      Then they are on the fallback page
      And they have a session

  Rule: A link is refused after ten minutes

    @needs-clock
    Scenario Outline: They open it after <minutes> minutes
      Given somebody with an account
      When they ask for an email link
      And <minutes> minutes pass
      And they open the link that they were sent
      Then they have <session>

      Examples:
        | minutes | session    |
        | 9       | a session  |
        | 11      | no session |

  Rule: Where it is set, a link is refused in another browser

    Scenario: Another browser opens it
      Given links are good in the same browser only
      And somebody with an account
      When they ask for an email link
      And they open the link that they were sent in another browser
      Then the page tells them what happened
      And they have no session

    Scenario: Another browser opens it where that is allowed
      Given somebody with an account
      When they ask for an email link
      And they open the link that they were sent in another browser
      Then their first browser has a session
