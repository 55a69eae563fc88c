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

  @CB-03
  Rule: A second factor is asked for after a transfer, too

    Scenario: Somebody whose account has an authenticator signs up
      Given somebody with an account and a second factor
      When they sign up with the provider
      Then they are on the sign-in page
      And the page tells them what happened
      And they have no session

  @CB-04
  Rule: Somebody whom the provider does not vouch for enough proves who they are on the sign-in page

    Scenario: The provider has not verified the email address of the account
      Given somebody with an account whose email address the identity provider has not verified
      When they sign in with the provider
      Then they are on the sign-in page
      And they have no session

  @CB-10 @needs-instance-settings
  Rule: Somebody who needs a new password is asked for it on the sign-in page

    Scenario: The password was found in a breach
      Given a password that is compromised has to be replaced before signing in
      And somebody with an account whose password is compromised
      When they sign in with the provider
      Then they are on the sign-in page
      And they have no session
      When they choose a new password
      Then they are on the protected page
      And they have a session

  @CB-13 @CB-18
  Rule: Where nothing fits, nothing is done

    Scenario: Nobody was on the way to anywhere
      When they open the callback page
      Then they are on the page for when nothing applies
      And they have no session
      And no error was thrown on the page
