@needs-instance-settings
Feature: What people write into the form

  @MR-08
  Rule: A bad value is refused at its field, and the sign-up stays incomplete

    Scenario Outline: The username “<username>”: <why>
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "username" with "<username>"
      And they send the form
      Then the field for "username" says what is wrong
      And they have no session
      And they have no account

      Examples:
        | username | why             |
        | abc      | too short       |
        | ann lee  | a space         |
        | annléa   | not Latin       |
        | ann^lee  | a forbidden ^   |
        | ann$lee  | a forbidden $   |
        | ann!lee  | a forbidden !   |
        | ann.lee  | a forbidden dot |
        | ann`lee  | a forbidden `   |
        | ann#lee  | a forbidden #   |
        | ann+lee  | a forbidden +   |
        | ann~lee  | a forbidden ~   |

    Scenario: A username of 65 characters
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "username" with 65 characters
      And they send the form
      Then the field for "username" says what is wrong
      And they have no account

    Scenario Outline: A username of <length> characters, of every kind that is allowed
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "username" with <length> characters
      And they send the form
      Then they are on the home page
      And they have exactly one account

      Examples:
        | length |
        | 4      |
        | 64     |

  @MR-09 @needs-outbox
  Rule: A phone number counts once its code was entered

    Scenario: The code that was sent
      Given the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with a phone number
      And they send the form
      Then they are asked for a code
      And they have no account
      When they enter the code that they were sent
      Then they are on the home page
      And they have a session
      And they have exactly one account

    Scenario: Another code
      Given the instance requires "phone_number"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they fill in "phone_number" with a phone number
      And they send the form
      And they enter a wrong code
      Then the field for the code says what is wrong
      And they have no account

  @MR-10
  Rule: Who walks away has no account

    Scenario Outline: They have <done>
      Given the instance requires "username, last_name"
      And a newcomer whose name the identity provider does not tell
      When they sign in with the provider
      And they have <done>
      And they open the home page
      Then they have no account
      And nobody has got an account by it
      And they have no session

      Examples:
        | done                     |
        | seen the form            |
        | sent half of the form    |

  @MR-12
  Rule: Whatever can be required can be given

    Scenario Outline: A newcomer gives <fields>
      Given the instance requires "<fields>"
      And a newcomer whose name the identity provider does not tell
      When they sign in with the provider
      And they give "<fields>"
      Then they are on the home page
      And they have a session
      And they have exactly one account
      And the account has "<fields>"

      Examples:
        | fields         |
        | username       |
        | legal_accepted |
        | first_name     |
        | last_name      |
        | password       |

    @needs-outbox
    Scenario Outline: A newcomer gives <fields>, and the codes for it
      Given the instance requires "<fields>"
      And a newcomer of whom the identity provider tells nothing
      When they sign in with the provider
      And they give "<asked for>"
      Then they are on the home page
      And they have a session
      And they have exactly one account
      And the account has "<asked for>"

      Examples:
        | fields                                                                  | asked for                                                                              |
        | phone_number                                                            | email_address, phone_number                                                            |
        | username                                                                | email_address, username                                                                |
        | username, legal_accepted, phone_number, first_name, last_name, password | email_address, username, legal_accepted, phone_number, first_name, last_name, password |

  @MR-13
  Rule: Consent is a box to tick, and Clerk's errors stand where they belong

    Scenario: The terms
      Given the instance requires "legal_accepted"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then the field for "legal_accepted" is a checkbox
      When they accept the terms
      And they send the form
      Then the page sent "legal_accepted" as "true"

    Scenario: An instance that takes nothing for consent but true
      Given the instance requires "legal_accepted"
      And nothing but true counts as consent
      And a newcomer at the identity provider
      When they sign in with the provider
      And they accept the terms
      And they send the form
      Then they are on the home page
      And they have a session

    Scenario: A password that is too short
      Given the instance requires "username, password"
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose a username
      And they fill in "password" with "short"
      And they send the form
      Then the field for "password" says what is wrong
      And they have no account

  @MR-14
  Rule: The form survives what people do in the middle

    Scenario: They reload the page
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      When they reload the page
      And they choose a username
      And they send the form
      Then they are on the home page
      And they have exactly one account

    Scenario: They leave the page and go back to it
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      When they open the home page
      And they go back
      And they choose a username
      And they send the form
      Then they are on the home page
      And they have exactly one account

    Scenario: They go on in a second tab
      Given the instance requires "username"
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      When they open the sign-up page in a second tab
      And they choose a username
      And they send the form
      Then they are on the home page
      And they have exactly one account

    Scenario: Somebody else has the username
      Given the instance requires "username"
      And somebody else has a username
      And a newcomer at the identity provider
      When they sign in with the provider
      And they choose the username that somebody else has
      And they send the form
      Then the field for "username" says what is wrong
      And they have no account
      When they choose a username
      And they send the form
      Then they are on the home page
      And they have exactly one account
