Feature: Coming back from the identity provider with something left to do

  @CB-07 @needs-instance-settings
  Rule: A newcomer of whom something is missing is asked for it on the sign-up page

    Scenario: The instance requires a username
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      And they have no session
      And they have no account

  @CB-09
  Rule: Somebody who has to give a second factor is asked for it on the sign-in page

    Scenario: The account has an authenticator
      Given somebody with an account and a second factor
      When they sign in with the provider
      Then they are on the sign-in page
      And the page tells them what happened
      And they have no session

  @CB-13
  Rule: Where nothing fits, nothing is done

    Scenario: Nobody was on the way to anywhere
      When they open the callback page
      Then they are on the callback page
      And they have no session
