@needs-instance-settings
Feature: The form for what a sign-up still lacks

  @MR-01
  Rule: It has one labelled field for each thing that is missing, and no other

    Scenario Outline: A newcomer lacks <fields>
      Given the instance requires "<fields>"
      And a newcomer whose name the identity provider does not tell
      When they sign in with the provider
      Then they are on the sign-up page
      And the form asks for "<fields>"

      Examples:
        | fields                              |
        | username                            |
        | legal_accepted                      |
        | first_name, last_name               |
        | username, legal_accepted, password  |

  @MR-02
  Rule: Inputs are named in camelCase

    Scenario Outline: The input for <field>
      Given the instance requires "<field>"
      And a newcomer whose name the identity provider does not tell
      When they sign in with the provider
      Then they are on the sign-up page
      And the form has an input named "<name>"

      Examples:
        | field          | name          |
        | legal_accepted | legalAccepted |
        | phone_number   | phoneNumber   |
        | last_name      | lastName      |

  @MR-06
  Rule: Where nothing is missing, nothing is asked for

    Scenario: The page is opened directly
      When they open the sign-up page
      Then there is no form
      And the page holds the bot-protection element

  @MR-07
  Rule: Bot protection is part of the form

    Scenario: A newcomer lacks a username
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      And the form holds the bot-protection element
