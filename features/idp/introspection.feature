@needs-openid-provider @needs-introspection
Feature: What a token is good for

  Background:
    Given an application
    And somebody who can sign in at the provider
    And they have signed in at the application with:
      | scope  | openid profile email offline_access |
      | prompt | consent                             |
    And the application has exchanged the code

  @IDP-08
  Rule: The application is told of its tokens

    Scenario: Of its access token
      When the application asks what its access token is good for
      Then the answer is 200
      And the answer says:
        | active    | true          |
        | client_id | the client ID |
        | sub       | present       |
        | scope     | present       |
        | iat       | present       |

  @IDP-08
  Rule: Nobody else is told anything

    Scenario: With a wrong secret
      When the application asks with a wrong secret what its access token is good for
      Then the application is refused with "invalid_client"

    Scenario: Without a secret
      When the application asks without its secret what its access token is good for
      Then the application is refused with "invalid_client"

    Scenario: An application that nobody knows
      When somebody unknown asks what its access token is good for
      Then the application is refused with "invalid_client"

  @IDP-08 @IDP-17
  Rule: Of a token that is good for nothing, it says that and nothing else

    Scenario: One that nobody has given
      When the application asks what a token of nobody is good for
      Then it is good for nothing

    @needs-revocation
    Scenario: A refresh token that was revoked
      Given the application has revoked its refresh token
      When the application asks what its refresh token is good for
      Then it is good for nothing

    @needs-instance-settings @needs-clock
    Scenario: One that has expired
      When 2 days pass at the provider
      And the application asks what its access token is good for
      Then it is good for nothing

  @IDP-17 @needs-revocation
  Rule: What is revoked is good for nothing

    Scenario: Nobody learns which tokens there are
      When the application revokes a token of nobody
      Then the answer is 200

    @needs-instance-settings
    Scenario: An opaque access token at once
      Given the provider gives out opaque access tokens
      And they have signed in at the application
      And the application has exchanged the code
      When the application revokes its access token
      Then the answer is 200
      When the application asks what its access token is good for
      Then it is good for nothing

    @needs-instance-settings
    Scenario: The user info endpoint does not take it either
      Given the provider gives out opaque access tokens
      And they have signed in at the application
      And the application has exchanged the code
      When the application revokes its access token
      And the application reads the user info
      Then the application is asked for a good token
