@needs-instance-settings
Feature: Completing a sign-up

  @MR-03
  Rule: What was missing is sent, and a sign-up that it completes is finalized

    Scenario: A newcomer chooses a username
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And they send the form
      Then they are on the home page
      And they have a session
      And they have exactly one account

    Scenario: A newcomer chooses a username and accepts the terms
      Given the instance requires "username, legal_accepted"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And they accept the terms
      And they send the form
      Then they are on the home page
      And they have a session

  @MR-04
  Rule: A session task comes before everything else

    Scenario: The new session has to choose an organization
      Given the instance requires "username"
      And new sessions have the task "choose-organization"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And they send the form
      Then they are on the tasks page
      And their session waits for a task

    Scenario Outline: The task <task> is done
      Given the instance requires "username"
      And new sessions have the task "<task>"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And they send the form
      Then they are on the tasks page
      When they do the task "<task>"
      Then they are on the protected page
      And they have a session

      Examples:
        | task                |
        | choose-organization |
        | reset-password      |
        | setup-mfa           |

  @MR-05
  Rule: What is still missing stays asked for

    Scenario: The instance has come to require more meanwhile
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And the instance comes to require "username, legal_accepted"
      And they send the form
      Then they are on the sign-up page
      And the form asks for "legal_accepted"
      And they have no session

  @MR-11
  Rule: A newcomer who wanted to sign in is signed up

    Scenario: By way of the form
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      When they choose a username
      And they send the form
      Then they are on the home page
      And they have exactly one account
      And exactly one transfer was made
